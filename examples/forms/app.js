App({ answers: null })
