# Layout of the range, by the position of the zone, so that a further zone moves no subnet:
#
#   lower half  private   4 subnets, 3 bits longer than the VPC   nodes and pods, the many addresses
#   upper half  public    4 subnets, 6 bits longer                load balancers and NAT gateways
#               database  4 subnets, 6 bits longer                Aurora
#
# 10.10.0.0/16 gives private 10.10.0.0/19, 10.10.32.0/19, ...; public 10.10.128.0/22, ...;
# database 10.10.144.0/22, ...; everything from 10.10.160.0 on is free.
locals {
  zones = { for index, zone in var.availability_zones : zone => index }

  private_cidrs  = { for zone, index in local.zones : zone => cidrsubnet(var.cidr, 3, index) }
  public_cidrs   = { for zone, index in local.zones : zone => cidrsubnet(var.cidr, 6, 32 + index) }
  database_cidrs = { for zone, index in local.zones : zone => cidrsubnet(var.cidr, 6, 36 + index) }
}
