namespace Sekimori.Survey.Logon;

/// <summary>How a logon ended.</summary>
internal enum LogonOutcome
{
    /// <summary>The host let the account in.</summary>
    Accepted,

    /// <summary>The host refused the account.</summary>
    Refused,

    /// <summary>No logon was made: no answer, no trust, no common scheme.</summary>
    NotTried,
}
