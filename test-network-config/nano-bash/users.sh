#!/usr/bin/env bash
# Registers and enrols the users that the contracts know by the roles in their certificates; run in
# test-network-nano-bash, started with `-ca`, with fabric-ca-client on PATH.
set -eu
enrol() { # organisation number, CA port, user, role, further attributes
  org=$PWD/crypto-config/peerOrganizations/org$1.example.com
  ca="--caname ca --tls.certfiles $PWD/data_ca/org$1ca/ca/ca-cert.pem"
  fabric-ca-client register -u https://localhost:$2 --id.name $3 --id.secret $3pw --id.type client --id.attrs "role=$4:ecert$5" $ca --mspdir $org/ca/msp
  fabric-ca-client enroll -u https://$3:$3pw@localhost:$2 $ca --mspdir $org/users/$3/msp
  mv $org/users/$3/msp/keystore/*_sk $org/users/$3/msp/keystore/priv_sk
}
enrol 1 5053 registrar authority ''
enrol 1 5053 treasury treasury ''
enrol 1 5053 operator operator ''
enrol 2 5054 operator operator ',region=r1:ecert'
