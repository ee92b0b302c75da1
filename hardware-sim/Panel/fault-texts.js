// What the panel calls the faults, their groups and the numbers that may be said with them.
// "#" is where the number of a compartment or expander goes.

export const faultTexts = {
  de: {
    "group doors": "Türen und Schlösser", "group supply": "Stromversorgung", "group controller": "Steuerung",
    "group display": "Anzeige", "group clock": "Uhr", "group sensor": "Stromsensor", "group memory": "Speicher",
    "group expanders": "Portbausteine (je 8 Fächer)",
    "value milliseconds": "wechselt alle (ms):",
    "value waitMs": "jeder Zugriff wartet (ms):", "value volts": "Volt:", "value ohms": "Ohm:",
    "value operations": "nach Zugriffen:", "value pulses": "Takte (0 = für immer):",

    "coil#": "Fach #: Spule unterbrochen", "stuck#": "Fach #: Ausgang bleibt an",
    "switch#": "Fach #: Türschalter abgerissen", "flap#": "Fach #: Türschalter wackelt",
    "mains": "Netz fällt aus, Batterie speist", "supply": "Netzteilspannung stimmt nicht",
    "sag": "Netzteil bricht unter Last ein", "powerCut": "Strom fällt mitten im Tun aus",
    "housing": "Gehäuse steht offen", "hang": "Software hängt",
    "mainBus": "Hauptbus kurzgeschlossen", "displayBus": "Bus der Anzeige kurzgeschlossen",
    "display": "Anzeige antwortet nicht", "displayGarbage": "Anzeige antwortet Unsinn",
    "displayHolds": "Anzeige hält die Leitung fest", "displayNew": "Anzeige wird ausgetauscht",
    "displayNibble": "Anzeige kommt aus dem Takt",
    "clock": "Uhr antwortet nicht", "clockGarbage": "Uhr antwortet Unsinn",
    "clockHolds": "Uhr hält die Leitung fest", "clockNew": "Uhr wird ausgetauscht",
    "coinCell": "Uhrzeit verloren (Knopfzelle leer)",
    "sensor": "Stromsensor antwortet nicht", "sensorGarbage": "Stromsensor antwortet Unsinn",
    "sensorHolds": "Stromsensor hält die Leitung fest", "sensorNew": "Stromsensor wird ausgetauscht",
    "framA": "Speicher A antwortet nicht", "framAGarbage": "Speicher A antwortet Unsinn",
    "framAHolds": "Speicher A hält die Leitung fest", "framANew": "Speicher A startet neu",
    "framB": "Speicher B antwortet nicht", "framBGarbage": "Speicher B antwortet Unsinn",
    "framBHolds": "Speicher B hält die Leitung fest", "framBNew": "Speicher B startet neu",
    "expander#": "Portbaustein # antwortet nicht", "expander#Garbage": "Portbaustein # antwortet Unsinn",
    "expander#Holds": "Portbaustein # hält die Leitung fest", "expander#New": "Portbaustein # wird ausgetauscht"
  },
  en: {
    "group doors": "Doors and locks", "group supply": "Power supply", "group controller": "Controller",
    "group display": "Display", "group clock": "Clock", "group sensor": "Current sensor", "group memory": "Memory",
    "group expanders": "Port chips (8 compartments each)",
    "value milliseconds": "changes every (ms):",
    "value waitMs": "each access waits (ms):", "value volts": "Volts:", "value ohms": "Ohms:",
    "value operations": "after operations:", "value pulses": "Clock pulses (0 = for ever):",

    "coil#": "Compartment #: coil broken", "stuck#": "Compartment #: output stays on",
    "switch#": "Compartment #: door switch torn off", "flap#": "Compartment #: door switch loose",
    "mains": "Mains fail, battery feeds", "supply": "Supply voltage is wrong",
    "sag": "Supply sags under load", "powerCut": "Power fails in the midst of work",
    "housing": "Housing is open", "hang": "Software hangs",
    "mainBus": "Main bus shorted", "displayBus": "Display bus shorted",
    "display": "Display does not answer", "displayGarbage": "Display answers nonsense",
    "displayHolds": "Display holds the line", "displayNew": "Display is replaced",
    "displayNibble": "Display gets out of step",
    "clock": "Clock does not answer", "clockGarbage": "Clock answers nonsense",
    "clockHolds": "Clock holds the line", "clockNew": "Clock is replaced",
    "coinCell": "Time lost (coin cell empty)",
    "sensor": "Current sensor does not answer", "sensorGarbage": "Current sensor answers nonsense",
    "sensorHolds": "Current sensor holds the line", "sensorNew": "Current sensor is replaced",
    "framA": "Memory A does not answer", "framAGarbage": "Memory A answers nonsense",
    "framAHolds": "Memory A holds the line", "framANew": "Memory A starts anew",
    "framB": "Memory B does not answer", "framBGarbage": "Memory B answers nonsense",
    "framBHolds": "Memory B holds the line", "framBNew": "Memory B starts anew",
    "expander#": "Port chip # does not answer", "expander#Garbage": "Port chip # answers nonsense",
    "expander#Holds": "Port chip # holds the line", "expander#New": "Port chip # is replaced"
  }
};
