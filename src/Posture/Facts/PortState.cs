namespace Sekimori.Posture.Facts;

/// <summary>The values of <see cref="FactId.Port"/>.</summary>
internal static class PortState
{
    /// <summary>A connection was accepted.</summary>
    public const string Open = "open";

    /// <summary>A connection was refused: the host is there.</summary>
    public const string Closed = "closed";

    /// <summary>No answer within the time limit.</summary>
    public const string Silent = "silent";

    /// <summary>No route, or no such name.</summary>
    public const string Unreachable = "unreachable";
}
