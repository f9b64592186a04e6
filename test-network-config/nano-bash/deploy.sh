#!/usr/bin/env bash
# Deploys edgebourse on Fabric's test-network-nano-bash, one chaincode process for each organisation; run there, with
# EDGEBOURSE naming the folder of this project, built. Ends with the digest that the first organisation's process answers.
set -eu
P=${EDGEBOURSE:?folder of this project}
DIGEST=$(node -p "require('$P/chaincode/dist/common/bundle-digest.js').bundleDigest('$P/chaincode/dist')")
mkdir -p edgebourse; cd edgebourse
for org in 1 2; do
  mkdir -p org$org; cd org$org
  printf '{"address":"127.0.0.1:999%s","dial_timeout":"10s","tls_required":false}' $org > connection.json
  printf '{"type":"ccaas","label":"edgebourse_1"}' > metadata.json
  tar czf code.tar.gz connection.json; tar czf ../org$org.tar.gz metadata.json code.tar.gz; cd ..
done
cd ..
F="-o 127.0.0.1:6050 --tls --cafile $PWD/crypto-config/ordererOrganizations/example.com/orderers/orderer.example.com/tls/ca.crt --channelID mychannel --name edgebourse --version 1+$DIGEST --sequence 1"
for org in 1 2; do
  peer=$((2*org-1))
  ( . ./peer${peer}admin.sh
    id=$(peer lifecycle chaincode calculatepackageid edgebourse/org$org.tar.gz)
    echo $id
    CHAINCODE_ID=$id CHAINCODE_SERVER_ADDRESS=127.0.0.1:999$org CHAINCODE_CONTRACTS=$P/chaincode/dist/index.js CORE_PEER_LOCALMSPID=Org${org}MSP node $P/network/dist/fabric/chaincode-process.js edgebourse > logs/chaincode$org.log 2>&1 &
    echo $! > logs/chaincode$org.pid
    peer lifecycle chaincode install edgebourse/org$org.tar.gz
    peer lifecycle chaincode approveformyorg $F --package-id $id --signature-policy "OutOf(2,'Org1MSP.peer','Org2MSP.peer')" )
done
. ./peer1admin.sh
T=$PWD/crypto-config/peerOrganizations
peer lifecycle chaincode commit $F --signature-policy "OutOf(2,'Org1MSP.peer','Org2MSP.peer')" --peerAddresses 127.0.0.1:7051 --tlsRootCertFiles $T/org1.example.com/peers/peer0.org1.example.com/tls/ca.crt --peerAddresses 127.0.0.1:7055 --tlsRootCertFiles $T/org2.example.com/peers/peer0.org2.example.com/tls/ca.crt
peer chaincode query -C mychannel -n edgebourse -c '{"Args":["bundle:Digest","{}"]}'
