variable "name" {
  description = "Name of the cluster and prefix of everything with it, for example gitops-example-dev."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,31}$", var.name)) && !strcontains(var.name, "--")
    error_message = "name must be 3 to 32 lower-case letters, digits or single hyphens and start with a letter."
  }
}

variable "major_version" {
  description = "PostgreSQL major version. Minor versions are applied automatically in the maintenance window."
  type        = string
  nullable    = false

  # Not every minor of older ones can pause at zero capacity.
  validation {
    condition     = contains(["16", "17", "18"], var.major_version)
    error_message = "major_version must be \"16\", \"17\" or \"18\"."
  }
}

variable "vpc_id" {
  description = "VPC of the database."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be the id of a VPC (vpc-…): apply the layer 01_vpc first."
  }
}

variable "subnet_ids" {
  description = "Subnets without a route to the internet, in two zones or more."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(distinct(var.subnet_ids)) >= 2
    error_message = "subnet_ids needs subnets in two zones or more: Aurora keeps its storage in several zones."
  }
}

variable "capacity" {
  description = "Range in Aurora capacity units (1 ACU is about 2 GiB of memory). min = 0 lets the database pause after pause_after_seconds without a connection; waking takes about 15 seconds."
  type = object({
    min                 = number
    max                 = number
    pause_after_seconds = optional(number)
  })
  nullable = false

  validation {
    condition     = var.capacity.min >= 0 && var.capacity.max >= 1 && var.capacity.max <= 256 && var.capacity.min <= var.capacity.max
    error_message = "capacity must satisfy 0 <= min <= max and 1 <= max <= 256."
  }

  validation {
    condition     = alltrue([for units in [var.capacity.min, var.capacity.max] : floor(units * 2) == units * 2])
    error_message = "capacity must be in steps of 0.5."
  }

  validation {
    condition     = (var.capacity.min == 0) == (var.capacity.pause_after_seconds != null)
    error_message = "capacity.pause_after_seconds belongs to min = 0, and only to it."
  }

  validation {
    condition     = try(var.capacity.pause_after_seconds >= 300 && var.capacity.pause_after_seconds <= 86400, var.capacity.pause_after_seconds == null)
    error_message = "capacity.pause_after_seconds must be between 300 and 86400."
  }
}

variable "instances" {
  description = "Number of instances, each in a zone of its own. With two or more, one takes over when the writer or its zone fails."
  type        = number
  nullable    = false

  validation {
    condition     = var.instances >= 1 && var.instances <= 4 && floor(var.instances) == var.instances
    error_message = "instances must be a whole number from 1 to 4."
  }
}

variable "backup_days" {
  description = "How far back the database can be restored, to the second."
  type        = number
  nullable    = false

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "backup_days must be between 1 and 35."
  }
}

variable "protected" {
  description = "true: deletion is refused, and leaves a final snapshot if it is forced. false: the database is deleted with everything in it."
  type        = bool
  nullable    = false
}

variable "api_password_version" {
  description = "Raise it by one to give the API's role a new random password at the next apply."
  type        = number
  nullable    = false
  default     = 1

  validation {
    condition     = var.api_password_version >= 1 && floor(var.api_password_version) == var.api_password_version
    error_message = "api_password_version must be a whole number, at least 1."
  }
}
