#!/usr/bin/env bash
# Registers and enrols the users that the contracts know by the roles in their certificates; run in test-network, started
# with `-ca`, with fabric-ca-client on PATH.
set -eu
enrol() { # organisation number, CA port, user, role, further attributes
  org=$PWD/organizations/peerOrganizations/org$1.example.com
  ca="--caname ca-org$1 --tls.certfiles $PWD/organizations/fabric-ca/org$1/ca-cert.pem"
  FABRIC_CA_CLIENT_HOME=$org fabric-ca-client register --id.name $3 --id.secret $3pw --id.type client --id.attrs "role=$4:ecert$5" $ca
  fabric-ca-client enroll -u https://$3:$3pw@localhost:$2 $ca --mspdir $org/users/$3/msp
  mv $org/users/$3/msp/keystore/*_sk $org/users/$3/msp/keystore/priv_sk
}
enrol 1 7054 registrar authority ''
enrol 1 7054 treasury treasury ''
enrol 1 7054 operator operator ''
enrol 2 8054 operator operator ',region=r1:ecert'
