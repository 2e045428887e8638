variable "name" {
  description = "Name of the environment's resources, for example gitops-example-dev: prefix of its secrets."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,31}$", var.name))
    error_message = "name must be 3 to 32 lower-case letters, digits or hyphens and start with a letter."
  }
}

variable "chart_version" {
  description = "Exact version of the Helm chart argo-cd."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+$", var.chart_version))
    error_message = "chart_version must be exact, such as 10.3.3: a range would change the cluster on its own."
  }
}

variable "high_availability" {
  description = "true runs two or three replicas of every part. It needs three nodes."
  type        = bool
  nullable    = false
}

variable "repository_url" {
  description = "Address of the git repository that Argo CD reads, over https and without credentials."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^https://[^@/]+/.+", var.repository_url)) && !strcontains(var.repository_url, "OWNER/")
    error_message = "repository_url must be the https address of your own copy, such as https://github.com/you/gitops-example.git, without user or password."
  }
}

variable "apps_repository_url" {
  description = "Address of the repository that has the apps and their charts, if it is not repository_url."
  type        = string
  nullable    = false
  default     = ""

  validation {
    condition     = var.apps_repository_url == "" || can(regex("^https://[^@/]+/.+", var.apps_repository_url))
    error_message = "apps_repository_url must be empty or an https address, such as https://github.com/you/apps.git, without user or password."
  }
}

variable "revision" {
  description = "Branch, tag or commit that is deployed."
  type        = string
  nullable    = false

  validation {
    condition     = length(trimspace(var.revision)) > 0
    error_message = "revision must name a branch, a tag or a commit."
  }
}

variable "path" {
  description = "Folder of the repository that holds the chart with the Applications."
  type        = string
  nullable    = false

  validation {
    condition     = !startswith(var.path, "/") && !strcontains(var.path, "..")
    error_message = "path must be relative to the root of the repository."
  }
}

variable "values" {
  description = "What the chart with the Applications must know about this environment. Its repoURL, targetRevision and appsRepoURL are added."
  type        = map(string)
  nullable    = false
}

variable "chart_repositories" {
  description = "The only sources, besides the repository, of the platform's charts."
  type        = list(string)
  nullable    = false
}

variable "protected" {
  description = "true keeps the secrets restorable for 30 days after their deletion."
  type        = bool
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key that encrypts these secrets; External Secrets must be able to decrypt with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key: apply the layer 03_eks first."
  }
}
