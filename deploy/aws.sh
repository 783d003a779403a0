#!/bin/sh
# Submits a sweep of 12 shards to AWS Batch, and their merge behind it:
#   QUEUE=… IMAGE=… FILE_SYSTEM=fs-… sh THIS_FILE
# IMAGE has straddle in it (deploy/Dockerfile makes one). FILE_SYSTEM is an EFS file system with the
# inputs, mounted at /work; shards and result go there, too. Shards that are there already are
# skipped: submit it again after mending what failed.
set -eu
: "${QUEUE:?name the job queue}" "${IMAGE:?name the image}" "${FILE_SYSTEM:?name the file system}"

definition() {
  cat <<JSON
{
  "jobDefinitionName": "straddle-sweep",
  "type": "container",
  "platformCapabilities": [
    "EC2"
  ],
  "containerProperties": {
    "image": "$IMAGE",
    "command": [
      "sh",
      "-c",
      "cd /work && exec straddle sweep . 2000 2025 --data data --vary entry=N0,N5,F10,F15 --vary expiry=F2,F3,BD10 --vary hedge=daily,weekly,none --memory 2GB --workers 4 --shard \\"\$AWS_BATCH_JOB_ARRAY_INDEX/12\\" -o sweep.shards"
    ],
    "resourceRequirements": [
      {
        "type": "VCPU",
        "value": "4"
      },
      {
        "type": "MEMORY",
        "value": "2500"
      }
    ],
    "volumes": [
      {
        "name": "work",
        "efsVolumeConfiguration": {
          "fileSystemId": "$FILE_SYSTEM"
        }
      }
    ],
    "mountPoints": [
      {
        "sourceVolume": "work",
        "containerPath": "/work",
        "readOnly": false
      }
    ]
  },
  "retryStrategy": {
    "attempts": 5,
    "evaluateOnExit": [
      {
        "onExitCode": "1",
        "action": "EXIT"
      },
      {
        "onExitCode": "2",
        "action": "EXIT"
      },
      {
        "onExitCode": "3",
        "action": "EXIT"
      },
      {
        "onExitCode": "70",
        "action": "EXIT"
      }
    ]
  }
}
JSON
}

merge() {
  cat <<JSON
{
  "command": [
    "sh",
    "-c",
    "cd /work && exec straddle sweep merge sweep.shards -o sweep.parquet"
  ]
}
JSON
}

definition=$(aws batch register-job-definition --cli-input-json "$(definition)" \
  --query jobDefinitionArn --output text)
array=$(aws batch submit-job --job-name straddle-sweep --job-queue "$QUEUE" \
  --job-definition "$definition" --array-properties size=12 --query jobId --output text)
aws batch submit-job --job-name straddle-sweep-merge --job-queue "$QUEUE" \
  --job-definition "$definition" --depends-on jobId="$array" --container-overrides "$(merge)"
