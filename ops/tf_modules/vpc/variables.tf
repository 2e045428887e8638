variable "name" {
  description = "Name of the network and prefix of everything in it, for example gitops-example-dev."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,31}$", var.name))
    error_message = "name must be 3 to 32 lower-case letters, digits or hyphens and start with a letter."
  }
}

variable "cidr" {
  description = "IPv4 range of the VPC. Every subnet is computed from it; see layout.tf."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.cidr, 0))
    error_message = "cidr must be an IPv4 range such as 10.10.0.0/16."
  }

  validation {
    condition     = try(cidrhost(var.cidr, 0) == split("/", var.cidr)[0], false)
    error_message = "cidr must start at its network address: 10.10.0.0/16, not 10.10.3.0/16."
  }

  # Below /20 a database subnet has fewer than 59 usable addresses and a rolling
  # replacement of nodes can run out of them. Above /16 AWS refuses the VPC.
  validation {
    condition     = try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 20, false)
    error_message = "cidr must be between /16 and /20: a smaller range leaves subnets too small for EKS."
  }

  validation {
    condition     = can(regex("^(10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.)", var.cidr))
    error_message = "cidr must be private (RFC 1918): inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16."
  }

  validation {
    condition     = !startswith(var.cidr, "172.20.")
    error_message = "cidr overlaps 172.20.0.0/16, the range of the cluster's Services (tf_modules/eks). Choose another."
  }
}

variable "availability_zones" {
  description = "Zones to spread over, for example [\"eu-central-1a\", \"eu-central-1b\"]. Append only: a zone's position decides its addresses."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.availability_zones) >= 2 && length(var.availability_zones) <= 4
    error_message = "availability_zones needs two to four zones: EKS and Aurora both refuse a single one."
  }

  validation {
    condition     = length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "availability_zones names a zone twice."
  }
}

variable "nat" {
  description = "\"single\" saves money with one NAT gateway: when its zone fails, the others lose their way out; \"per_zone\" survives the loss of a zone."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["single", "per_zone"], var.nat)
    error_message = "nat must be \"single\" or \"per_zone\"."
  }
}
