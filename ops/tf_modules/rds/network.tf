resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "${var.name}: subnets without a route to the internet"
  subnet_ids  = var.subnet_ids
}

# Closed at first. The layer that creates the cluster adds the one rule that opens it, to its nodes.
resource "aws_security_group" "this" {
  name_prefix = "${var.name}-rds-"
  description = "${var.name}: PostgreSQL, opened by the layer 03_eks to the cluster only"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-rds" }

  lifecycle {
    create_before_destroy = true
  }
}
