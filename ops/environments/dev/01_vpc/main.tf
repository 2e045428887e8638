module "vpc" {
  source = "../../../tf_modules/vpc"

  name               = local.name
  cidr               = local.environment.cidr
  availability_zones = local.environment.availability_zones
  nat                = "single" # a failed zone may stop dev; a second gateway would cost more
}

# For the layers after this one.
resource "aws_ssm_parameter" "published" {
  #checkov:skip=CKV2_AWS_34:Ids and names, no secrets.
  for_each = {
    vpc_id              = module.vpc.vpc_id
    private_subnet_ids  = join(",", module.vpc.private_subnet_ids)
    public_subnet_ids   = join(",", module.vpc.public_subnet_ids)
    database_subnet_ids = join(",", module.vpc.database_subnet_ids)
  }

  name  = "${local.parameters}/vpc/${each.key}"
  type  = "String"
  value = each.value
}
