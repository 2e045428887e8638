module "eks" {
  source = "../../../tf_modules/eks"

  name                = local.name
  kubernetes_version  = "1.35"
  subnet_ids          = split(",", local.vpc.private_subnet_ids)
  public_access_cidrs = local.environment.public_access_cidrs
  admins              = local.environment.admins
  protected           = false

  opens = {
    postgresql = { security_group_id = local.rds.security_group_id, port = 5432 }
  }

  # RDS names its master secret itself; all others of this environment begin with its name.
  external_secrets = {
    secret_arns = [
      "arn:${data.aws_partition.current.partition}:secretsmanager:${local.environment.region}:${data.aws_caller_identity.current.account_id}:secret:${local.name}/*",
      local.rds.master_secret_arn,
    ]
    kms_key_arns = [local.rds.kms_key_arn]
  }
}

# For the layers after this one.
resource "aws_ssm_parameter" "published" {
  #checkov:skip=CKV2_AWS_34:Ids and names, no secrets.
  for_each = {
    cluster_name = module.eks.cluster_name
    kms_key_arn  = module.eks.kms_key_arn
  }

  name  = "${local.parameters}/eks/${each.key}"
  type  = "String"
  value = each.value
}
