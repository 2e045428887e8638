# Modules keep resources in a file per family; main.tf, variables.tf and outputs.tf are in each of them,
# while a layer has no variables (environment.yaml has its values) and mostly no outputs (SSM has them).
plugin "terraform" {
  enabled = true
  preset  = "all"
}

rule "terraform_standard_module_structure" {
  enabled = false
}
