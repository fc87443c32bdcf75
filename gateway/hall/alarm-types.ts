/** Waiting customers per open counter: HAL-701. */
export const congestionAlarm = 'hall-congestion';
/** A ticket is not on paper, or nobody can tell: HAL-703. */
export const ticketAlarm = 'hall-ticket-not-printed';
/** A call does not stand on its boards: HAL-704. */
export const callAlarm = 'hall-call-not-shown';

/** Congestion that is foreseen: HAL-702. */
export const aheadAlarm = 'hall-congestion-ahead';

export const hallAlarmTypes: readonly string[] = [congestionAlarm, aheadAlarm, ticketAlarm, callAlarm];
