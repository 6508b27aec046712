namespace Sekimori.Ndr;

/// <summary>Which transfer syntax a stub is written in, and in which byte order its sender wrote it.</summary>
/// <param name="Syntax">NDR20 or NDR64.</param>
/// <param name="BigEndian">True if the PDU's data representation label is big-endian ([C706] 14.1); Sekimori itself writes little-endian
/// only.</param>
public readonly record struct NdrFormat(NdrSyntax Syntax, bool BigEndian = false);
