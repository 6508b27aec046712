namespace Sekimori.Wmi.Results;

/// <summary>The numbers of ObjectArray ([MS-WMI] 2.2.14), for its writer and its reader. Each header says its own size.</summary>
internal static class ObjectArrayFormat
{
    /// <summary>Kinds of an object: a class, an instance with its class, an instance of a class that was sent before.</summary>
    public const byte Class = 1, WithClass = 2, WithoutClass = 3;

    /// <summary>Sizes of the headers before all objects: of the array, of Next, of the list of objects.</summary>
    public const int ArrayHeader = 0x1A, NextHeader = 8, ListHeader = 12;

    /// <summary>Sizes of the headers of one object: its packet, and a class or an instance in it.</summary>
    public const int PacketHeader = 9, ClassHeader = 8, InstanceHeader = 0x18;

    /// <summary>Stands behind the byte order.</summary>
    public static ReadOnlySpan<byte> Signature => "WBEMDATA"u8;
}
