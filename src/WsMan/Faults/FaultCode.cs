namespace Sekimori.WsMan.Faults;

/// <summary>Whose fault it is, in SOAP's words ([SOAP12-1] 5.4.6).</summary>
public enum FaultCode : byte
{
    /// <summary><c>s:Sender</c>: the request is wrong, and will be when it is sent again.</summary>
    Sender,

    /// <summary><c>s:Receiver</c>: the service failed; the same request may succeed later.</summary>
    Receiver,

    /// <summary><c>s:MustUnderstand</c>: a header that must be understood is not.</summary>
    MustUnderstand,

    /// <summary><c>s:VersionMismatch</c>: the envelope is not SOAP 1.2.</summary>
    VersionMismatch,
}
