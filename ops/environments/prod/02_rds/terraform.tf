terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.28"
    }
  }

  backend "s3" {
    key          = "prod/02_rds.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

locals {
  environment = yamldecode(file("${path.module}/../environment.yaml"))
  name        = "${local.environment.project}-${local.environment.environment}"
  parameters  = "/${local.environment.project}/${local.environment.environment}"
}

provider "aws" {
  region              = local.environment.region
  allowed_account_ids = local.environment.account_id == "" ? null : [local.environment.account_id]

  default_tags {
    tags = {
      Project     = local.environment.project
      Environment = local.environment.environment
      Layer       = "02_rds"
      ManagedBy   = "terraform"
    }
  }
}
