locals {
  log_group = "/aws/eks/${var.name}/cluster"
}

# Auto Mode: EKS runs and replaces the nodes, and with them networking, DNS, block storage and load balancers.
resource "aws_eks_cluster" "this" {
  #checkov:skip=CKV_AWS_39:The API is public only for the addresses in public_access_cidrs, which is empty unless an environment fills it.
  name                          = var.name
  role_arn                      = aws_iam_role.cluster.arn
  version                       = var.kubernetes_version
  deletion_protection           = var.protected
  bootstrap_self_managed_addons = false

  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]

  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }

  vpc_config {
    subnet_ids              = var.subnet_ids
    endpoint_private_access = true
    endpoint_public_access  = length(var.public_access_cidrs) > 0
    public_access_cidrs     = length(var.public_access_cidrs) > 0 ? var.public_access_cidrs : null
  }

  # These three switches are one: EKS refuses a part of Auto Mode.
  compute_config {
    enabled       = true
    node_pools    = ["general-purpose", "system"]
    node_role_arn = aws_iam_role.node.arn
  }

  kubernetes_network_config {
    service_ipv4_cidr = "172.20.0.0/16" # tf_modules/vpc refuses a network that overlaps it

    elastic_load_balancing {
      enabled = true
    }
  }

  storage_config {
    block_storage {
      enabled = true
    }
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = aws_kms_key.this.arn
    }
  }

  # The default, EXTENDED, keeps an old version running for a surcharge.
  upgrade_policy {
    support_type = "STANDARD"
  }

  zonal_shift_config {
    enabled = true
  }

  # Without its policies the role can neither create nodes nor, at the end, remove what is left of them.
  depends_on = [
    aws_cloudwatch_log_group.cluster,
    aws_iam_role_policy_attachment.cluster,
    aws_iam_role_policy_attachment.node,
  ]
}

resource "aws_cloudwatch_log_group" "cluster" {
  name              = local.log_group
  retention_in_days = 365
  kms_key_id        = aws_kms_key.this.arn
}

# The HorizontalPodAutoscaler reads CPU usage from here.
resource "aws_eks_addon" "metrics_server" {
  cluster_name = aws_eks_cluster.this.name
  addon_name   = "metrics-server"
}

resource "aws_vpc_security_group_ingress_rule" "opens" {
  for_each = var.opens

  security_group_id            = each.value.security_group_id
  description                  = "${each.key}: pods of ${var.name}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  referenced_security_group_id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}
