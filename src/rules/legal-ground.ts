/**
 * A law or regulation as a code that begins with its kind: `UU_18_2017_ART_84`, `VCCR_1963_ART_5`, `LOCAL_LAW`. A code,
 * so that it stands in the clear and no name of a person gets into it.
 */
export const LEGAL_GROUND =
  /^(UUD|UU|PERPU|PP|PERPRES|PERMEN|PERBAN|PERDA|KEPMEN|KUHP|KUHAP|VCCR|LOCAL_LAW)(_[A-Z0-9]{1,12}){0,8}$/;

export const LEGAL_GROUND_IN_WORDS = "a law as a code, e.g. UU_18_2017_ART_13";
