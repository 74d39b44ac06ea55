"""All cases."""
from . import (cases_arguments, cases_defaults, cases_edit, cases_environment, cases_intercept,
               cases_options, cases_passwords, cases_processes, cases_refusals, cases_terminals)

TABLE = [case for module in (cases_options, cases_arguments, cases_environment, cases_passwords,
                             cases_edit, cases_refusals, cases_defaults, cases_terminals,
                             cases_processes, cases_intercept)
         for case in module.CASES]
