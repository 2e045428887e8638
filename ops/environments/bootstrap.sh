#!/usr/bin/env bash
# What an environment needs before its first layer: the S3 bucket that holds Terraform's state, with backend.hcl for
# the layers, and the certificates of the authorities that sign the databases of its region.
# Safe to run again: what exists is kept and its settings are restored.
#
#   ops/environments/bootstrap.sh dev|prod
set -euo pipefail

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
environment=${1:-}
settings="$here/$environment/environment.yaml"
[[ -n $environment && -f $settings ]] ||
  fail "Usage: $0 dev|prod. There is no ${settings#"$PWD"/}."

# Reads one plain `name: value` line; enough for the flat file that it is.
setting() {
  sed -n "s/^$1:[[:space:]]*\"\{0,1\}\([^\"#[:space:]]*\).*/\1/p" "$settings"
}
project=$(setting project)
region=$(setting region)
expected_account=$(setting account_id)
[[ -n $project && -n $region ]] || fail "project or region is missing in $settings."

# Whatever region the shell or the profile names, the environment's is used.
export AWS_REGION=$region AWS_DEFAULT_REGION=$region AWS_PAGER=""

command -v aws >/dev/null || fail "The AWS command line is missing. Install it: https://aws.amazon.com/cli/"
account=$(aws sts get-caller-identity --query Account --output text) ||
  fail "AWS does not accept the current credentials. Sign in (aws sso login, or AWS_PROFILE) and run this again."
[[ -z $expected_account || $account == "$expected_account" ]] ||
  fail "These credentials belong to account $account, but account_id in $settings is $expected_account."

bucket="$project-$environment-state-$account-$region"

if aws s3api head-bucket --bucket "$bucket" --expected-bucket-owner "$account" >/dev/null 2>&1; then
  echo "Bucket $bucket exists." >&2
else
  echo "Making bucket $bucket in $region." >&2
  # us-east-1 is the only region that must not be named here.
  location=()
  [[ $region == us-east-1 ]] || location=(--create-bucket-configuration "LocationConstraint=$region")
  aws s3api create-bucket --bucket "$bucket" --region "$region" "${location[@]}" >/dev/null
  aws s3api wait bucket-exists --bucket "$bucket"
fi

# State holds what Terraform knows: private, encrypted, versioned, over TLS only.
aws s3api put-public-access-block --bucket "$bucket" --public-access-block-configuration \
  BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
aws s3api put-bucket-ownership-controls --bucket "$bucket" \
  --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
aws s3api put-bucket-versioning --bucket "$bucket" --versioning-configuration Status=Enabled
# What Terraform's backend asks for by encrypt = true, whatever the bucket's default.
aws s3api put-bucket-encryption --bucket "$bucket" --server-side-encryption-configuration \
  '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}'
aws s3api put-bucket-lifecycle-configuration --bucket "$bucket" --lifecycle-configuration \
  '{"Rules":[{"ID":"old-versions","Status":"Enabled","Filter":{},"NoncurrentVersionExpiration":{"NoncurrentDays":90},"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7}}]}'
aws s3api put-bucket-policy --bucket "$bucket" --policy "{
  \"Version\": \"2012-10-17\",
  \"Statement\": [{
    \"Sid\": \"OnlyOverTLS\",
    \"Effect\": \"Deny\",
    \"Principal\": \"*\",
    \"Action\": \"s3:*\",
    \"Resource\": [\"arn:aws:s3:::$bucket\", \"arn:aws:s3:::$bucket/*\"],
    \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"false\"}}
  }]
}"

cat >"$here/$environment/backend.hcl" <<EOF
# Written by bootstrap.sh; commit it. Used by: terraform init -backend-config=../backend.hcl
bucket = "$bucket"
region = "$region"
EOF
echo "Wrote $here/$environment/backend.hcl. Commit it." >&2

# Amazon signs the certificates of databases itself: no operating system and no Node.js knows these authorities.
certificates="$here/$environment/05_applications/rds-ca.pem"
curl --fail --silent --show-error --location --proto '=https' --max-time 60 --output "$certificates.new" \
  "https://truststore.pki.rds.amazonaws.com/$region/$region-bundle.pem" ||
  fail "Cannot fetch the certificates of $region. Check the network and run this again."
grep -q -- '-----BEGIN CERTIFICATE-----' "$certificates.new" || fail "The file fetched for $region holds no certificate."
mv "$certificates.new" "$certificates"
echo "Wrote $certificates. Commit it." >&2
