using System.Runtime.InteropServices;

namespace Sekimori.Security.Kerberos;

/// <summary>gss_buffer_desc.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GssBuffer
{
    public nuint Length;
    public byte* Value;

    public readonly ReadOnlySpan<byte> Span => new(Value, checked((int)Length));
}

/// <summary>gss_OID_desc.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GssOid
{
    public uint Length;
    public byte* Elements;
}

/// <summary>gss_OID_set_desc.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GssOidSet
{
    public nuint Count;
    public GssOid* Elements;
}

/// <summary>gss_buffer_set_desc.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GssBufferSet
{
    public nuint Count;
    public GssBuffer* Elements;
}

/// <summary>gss_key_value_element_desc.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GssKeyValue
{
    public byte* Key;
    public byte* Value;
}

/// <summary>gss_key_value_set_desc.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GssKeyValueSet
{
    public uint Count;
    public GssKeyValue* Elements;
}

/// <summary>gss_iov_buffer_desc: a 32-bit type, four bytes of padding, a buffer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GssIov
{
    public GssIovType Type;
    public GssBuffer Buffer;
}

/// <summary>gss_channel_bindings_struct (RFC 2744 3.11).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GssChannelBindings
{
    public uint InitiatorAddressType;
    public GssBuffer InitiatorAddress;
    public uint AcceptorAddressType;
    public GssBuffer AcceptorAddress;
    public GssBuffer ApplicationData;
}

/// <summary>GSS_IOV_BUFFER_TYPE_*.</summary>
internal enum GssIovType : uint
{
    /// <summary>The message: signed, and encrypted if requested.</summary>
    Data = 1,

    /// <summary>The token of gss_wrap_iov.</summary>
    Header = 2,

    /// <summary>A whole token as gss_wrap makes it, however it is rotated.</summary>
    Stream = 10,

    /// <summary>Signed, never encrypted.</summary>
    SignOnly = 11,

    /// <summary>The token of gss_get_mic_iov.</summary>
    MicToken = 12,
}

/// <summary>The services of a context (RFC 2744 4.19.2 and [MS-KILE] 3.2.5.2).</summary>
[Flags]
internal enum GssFlags : uint
{
    /// <summary>The server proves itself too.</summary>
    Mutual = 2,

    /// <summary>Replayed messages are noticed.</summary>
    Replay = 4,

    /// <summary>Reordered messages are noticed.</summary>
    Sequence = 8,

    /// <summary>Messages can be encrypted.</summary>
    Confidentiality = 16,

    /// <summary>Messages can be signed.</summary>
    Integrity = 32,

    /// <summary>Set by an acceptor whose bindings the initiator named: MIT Kerberos 1.19.</summary>
    ChannelBound = 2048,

    /// <summary>Three legs, tokens without framing.</summary>
    DceStyle = 0x1000,

    /// <summary>The server learns who the client is, and may not act in its name.</summary>
    Identify = 0x2000,
}
