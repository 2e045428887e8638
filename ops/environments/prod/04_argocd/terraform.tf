terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.28"
    }
    helm = {
      source  = "hashicorp/helm"
      version = "~> 3.1"
    }
  }

  backend "s3" {
    key          = "prod/04_argocd.tfstate"
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
      Layer       = "04_argocd"
      ManagedBy   = "terraform"
    }
  }
}

# The token is fetched when it is needed and stored nowhere.
provider "helm" {
  kubernetes = {
    host                   = data.aws_eks_cluster.this.endpoint
    cluster_ca_certificate = base64decode(data.aws_eks_cluster.this.certificate_authority[0].data)
    exec = {
      api_version = "client.authentication.k8s.io/v1beta1"
      command     = "aws"
      args        = ["eks", "get-token", "--cluster-name", local.eks.cluster_name, "--region", local.environment.region]
    }
  }
}

data "aws_eks_cluster" "this" {
  name = local.eks.cluster_name
}
