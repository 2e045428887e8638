module "rds" {
  source = "../../../tf_modules/rds"

  name          = local.name
  major_version = "17"
  vpc_id        = local.vpc.vpc_id
  subnet_ids    = split(",", local.vpc.database_subnet_ids)

  capacity    = { min = 0, max = 2, pause_after_seconds = 600 }
  instances   = 1
  backup_days = 7
  protected   = false
}

# For the layers after this one.
resource "aws_ssm_parameter" "published" {
  #checkov:skip=CKV2_AWS_34:Ids and names, no secrets.
  for_each = {
    security_group_id = module.rds.security_group_id
    kms_key_arn       = module.rds.kms_key_arn
    master_secret_arn = module.rds.master_secret_arn
    api_secret_name   = module.rds.api_secret_name
  }

  name  = "${local.parameters}/rds/${each.key}"
  type  = "String"
  value = each.value
}
