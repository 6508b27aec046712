namespace Sekimori.WsMan.Soap;

/// <summary>The character sets of envelopes and replies ([DSP0226] 13.1: UTF-8 and UTF-16 must be accepted).</summary>
public enum EnvelopeCharset : byte
{
    /// <summary>UTF-8, with or without a byte order mark; written without one.</summary>
    Utf8,

    /// <summary>UTF-16, little-endian, with a byte order mark when written.</summary>
    Utf16LittleEndian,

    /// <summary>UTF-16, big-endian, with a byte order mark when written.</summary>
    Utf16BigEndian,
}
