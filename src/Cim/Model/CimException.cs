namespace Sekimori.Cim.Model;

/// <summary>An operation of the object manager failed. <see cref="Status"/> is the reason, the message gives details.</summary>
public class CimException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="status">Why it failed.</param>
    /// <param name="message">What failed, for the caller and the log; never holds secrets.</param>
    /// <param name="innerException">What a provider threw, if anything; for the log only.</param>
    public CimException(CimStatus status, string message, Exception? innerException = null) : base(message, innerException)
    {
        Status = status;
        HResult = unchecked((int)status);
    }

    /// <summary>Why it failed.</summary>
    public CimStatus Status { get; }
}
