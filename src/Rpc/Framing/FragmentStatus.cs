namespace Sekimori.Rpc.Framing;

/// <summary>What the bytes at the front of a stream are.</summary>
internal enum FragmentStatus
{
    /// <summary>The start of a fragment whose end has not arrived.</summary>
    Incomplete,

    /// <summary>A whole fragment.</summary>
    Whole,

    /// <summary>Not protocol 5.0: another version, or not RPC.</summary>
    OtherVersion,

    /// <summary>frag_length is smaller than its header.</summary>
    BadLength,
}
