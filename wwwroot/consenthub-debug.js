/*! ConsentHub */(()=>{"use strict";var e=()=>{};dispatchEvent(new CustomEvent("consenthub:debug",{detail:e}));})();
