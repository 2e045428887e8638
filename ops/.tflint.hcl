# The AWS rules come from the program tflint-ruleset-aws in the plugin folder. Its version is pinned with
# the other programs of this repository, so none is named here.
plugin "terraform" {
  enabled = true
  preset  = "all"
}

plugin "aws" {
  enabled = true
}

# Modules keep resources in a file per family; main.tf, variables.tf and outputs.tf are in each of them,
# while a layer has no variables (environment.yaml has its values) and mostly no outputs (SSM has them).
rule "terraform_standard_module_structure" {
  enabled = false
}
