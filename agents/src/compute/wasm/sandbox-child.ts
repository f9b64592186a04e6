import { executeTask, type Task } from './execute-task';

// The process of one task: it takes the task from its parent, answers and ends. The parent kills it at the wall limit.
process.once('message', (task: Task) => {
    const outcome = executeTask(task);
    process.send?.(outcome, undefined, {}, () => {
        process.disconnect();
    });
});
