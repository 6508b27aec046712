namespace Sekimori.Posture.Facts;

/// <summary>The values of <see cref="FactId.RpcStub"/>: how a call without arguments ended.</summary>
internal static class StubAnswer
{
    /// <summary>The call reached the decoder of the operation (fault 0x6f7): nothing before it denied the caller.</summary>
    public const string Reachable = "reachable";

    /// <summary>Denied before decoding (fault 5).</summary>
    public const string Denied = "denied";

    /// <summary>The interface has no such operation (fault 0x1c010002).</summary>
    public const string NoOperation = "no such operation";

    /// <summary>The interface is not served on this port.</summary>
    public const string NotHere = "not served here";
}
