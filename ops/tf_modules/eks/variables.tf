variable "name" {
  description = "Name of the cluster and prefix of everything with it, for example gitops-example-dev."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,31}$", var.name))
    error_message = "name must be 3 to 32 lower-case letters, digits or hyphens and start with a letter."
  }
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, for example \"1.35\". Raise it one minor at a time."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^1\\.(3[4-9]|[4-9][0-9])$", var.kubernetes_version))
    error_message = "kubernetes_version must be a minor in EKS's standard support such as \"1.35\": older ones cost six times as much."
  }
}

variable "subnet_ids" {
  description = "Private subnets of the nodes and of the control plane's addresses, in two zones or more."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(distinct(var.subnet_ids)) >= 2
    error_message = "subnet_ids needs subnets in two zones or more: apply the layer 01_vpc first."
  }
}

variable "public_access_cidrs" {
  description = "Addresses that may reach the Kubernetes API over the internet, for example [\"203.0.113.7/32\"]. Empty: only from inside the VPC."
  type        = list(string)
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.public_access_cidrs : can(cidrhost(cidr, 0))])
    error_message = "public_access_cidrs must be ranges such as 203.0.113.7/32."
  }

  validation {
    condition     = alltrue([for cidr in var.public_access_cidrs : try(tonumber(split("/", cidr)[1]) >= 16, false)])
    error_message = "public_access_cidrs must not open the API to a range wider than /16."
  }
}

variable "admins" {
  description = "ARNs of the IAM roles or users that administer the cluster, whoever installs Argo CD among them."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.admins) > 0
    error_message = "admins is empty, so nobody could enter the cluster. Name the role that `aws sts get-caller-identity` belongs to."
  }

  # An assumed-role ARN names a session, and EKS accepts it without ever matching it.
  validation {
    condition     = alltrue([for arn in var.admins : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/", arn))])
    error_message = "admins must be IAM ARNs such as arn:aws:iam::111122223333:role/Admin, not sessions (arn:aws:sts::…)."
  }
}

variable "protected" {
  description = "true refuses to delete the cluster."
  type        = bool
  nullable    = false
}

variable "opens" {
  description = "Security groups that admit this cluster's pods, by a name that says what they protect."
  type = map(object({
    security_group_id = string
    port              = number
  }))
  nullable = false
}

variable "external_secrets" {
  description = "What the External Secrets controller may read: secrets by ARN (patterns allowed), and the keys, besides the cluster's own, that they are encrypted with."
  type = object({
    secret_arns  = list(string)
    kms_key_arns = list(string)
  })
  nullable = false

  validation {
    condition     = alltrue([for arn in var.external_secrets.secret_arns : can(regex("^arn:aws[a-z-]*:secretsmanager:[^:]+:[0-9]{12}:secret:[^*]+", arn))])
    error_message = "external_secrets.secret_arns must be ARNs of secrets; a pattern must at least name its prefix."
  }
}
