"""Why a step holds: each reason is a checker."""
