namespace Sekimori.Security;

/// <summary>What is done to a message.</summary>
public enum Protection
{
    /// <summary>Header, body and trailer are signed; nothing is changed.</summary>
    Sign,

    /// <summary>Header, body and trailer are signed, and the body is encrypted in place.</summary>
    Seal,
}
