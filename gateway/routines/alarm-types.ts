export const inspectionAlarm = 'opening-inspection-failed';
export const drillAlarm = 'drill';

/** What a branch with routines can raise. */
export const routineAlarmTypes: readonly string[] = [inspectionAlarm, drillAlarm];
