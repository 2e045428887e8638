# The rules about AWS are a plugin, which TFLint fetches and verifies itself:
#   tflint --init --config=ops/.tflint-aws.hcl
plugin "terraform" {
  enabled = false
}

plugin "aws" {
  enabled = true
  version = "0.48.0"
  source  = "github.com/terraform-linters/tflint-ruleset-aws"
}
