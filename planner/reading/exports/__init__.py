"""What offices export: pupil registers, statistics forms, enrolment by grade, lists of villages and schools."""
