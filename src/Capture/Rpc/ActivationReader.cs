using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sekimori.Observations;

namespace Sekimori.Capture.Rpc;

/// <summary>
/// DCOM activation: the class that is requested, and where the object will listen. Both travel in clear below packet privacy.
/// </summary>
internal static class ActivationReader
{
    private static readonly Guid PropertiesIn = new("00000338-0000-0000-c000-000000000046"); // [MS-DCOM] 1.9
    private static readonly Guid InstantiationInfo = new("000001ab-0000-0000-c000-000000000046");

    /// <summary>MAX_ACTPROP_LIMIT, [MS-DCOM] 2.2.28.1.</summary>
    private const int PropertyLimit = 10;

    /// <summary>Interfaces named of one request; MAX_REQUESTED_INTERFACES is 0x8000.</summary>
    private const int InterfaceLimit = 8;

    /// <summary>Extensions of one call: Windows knows three.</summary>
    private const int ExtensionLimit = 16;

    /// <summary>Reads CLSID and IIDs of RemoteGetClassObject and RemoteCreateInstance ([MS-DCOM] 3.1.2.5.2.3.2 and .3).</summary>
    public static void ReadRequest(ReadOnlySpan<byte> stub, ref FactSet? facts)
    {
        for (var rest = stub; ;)
        {
            var at = rest.IndexOf("MEOW"u8);
            if (at < 0 || rest.Length - at < 48 + 8 + 16 + 48) return;
            rest = rest[at..];
            // OBJREF_CUSTOM, [MS-DCOM] 2.2.18.6
            if (rest[4] == 4 && new Guid(rest.Slice(24, 16)) == PropertiesIn)
            {
                ReadProperties(rest[48..], ref facts);
                return;
            }
            rest = rest[4..];
        }
    }

    /// <summary>
    /// Reads RemoteActivation of the old activator ([MS-DCOM] 3.1.2.5.2.3.1): the class, and the object's name with its UNC server.
    /// </summary>
    public static void ReadOldRequest(ReadOnlySpan<byte> stub, bool bigEndian, bool isNdr64, ref FactSet? facts)
    {
        var cursor = new StubCursor(stub, bigEndian, isNdr64);
        cursor.Bytes(28); // ORPCTHIS: version, flags, reserved, causality id
        if (cursor.Word() != 0) PassExtensions(ref cursor);
        var clsid = cursor.Guid();
        if (cursor.HasFailed)
        {
            ReadObjectName(stub, bigEndian, isNdr64, ref facts);
            return;
        }
        facts ??= new();
        facts.Add(Fact.Clsid, clsid.ToString());
        if (cursor.PointedText() is not { Length: > 0 } name) return;
        StubText.Add(name, facts);
        if (name.StartsWith(@"\\", StringComparison.Ordinal)) AddServerName(name.AsSpan(2), ref facts);
    }

    /// <summary>ORPC_EXTENT_ARRAY, [MS-DCOM] 2.2.13.2: Windows sends none here, impacket an empty one.</summary>
    private static void PassExtensions(ref StubCursor cursor)
    {
        cursor.UInt32(); // size
        cursor.UInt32(); // reserved
        if (cursor.Word() == 0) return;
        var present = 0;
        for (var count = Math.Min(cursor.Word(), ExtensionLimit + 1); count > 0; count--)
            if (cursor.Word() != 0) present++;
        for (; present > 0 && !cursor.HasFailed; present--)
        {
            // ORPC_EXTENT, 2.2.13.1: the count of its bytes precedes it.
            var length = cursor.Word();
            cursor.Guid();
            cursor.UInt32(); // size
            cursor.Bytes((int)Math.Min(length, int.MaxValue));
        }
    }

    /// <summary>
    /// Searches an activation for the object's name, wherever its property lies: a conformant varying string that starts with two
    /// backslashes. It is followed by code in the attack of MS03-026, which is not a text, so nothing is asked of the characters.
    /// </summary>
    /// <param name="stub">The arguments. The properties of the newer activator are type serialization of version 1, and so NDR20 in a call
    /// of NDR64 too.</param>
    /// <param name="bigEndian">Their byte order.</param>
    /// <param name="isNdr64">True if the counts of the string have 64 bits ([MS-RPCE] 2.2.5).</param>
    /// <param name="facts">Receives the length.</param>
    public static void ReadObjectName(ReadOnlySpan<byte> stub, bool bigEndian, bool isNdr64, ref FactSet? facts)
    {
        var word = isNdr64 ? 8 : 4;
        for (var at = 0; at + 3 * word + 4 <= stub.Length; at += word)
        {
            var text = stub[(at + 3 * word)..];
            if (!text.StartsWith(bigEndian ? "\0\\\0\\"u8 : "\\\0\\\0"u8)) continue;
            uint maximum = Number(stub[at..], bigEndian), offset = Number(stub[(at + word)..], bigEndian),
                actual = Number(stub[(at + 2 * word)..], bigEndian);
            if (offset != 0 || actual > maximum || actual < 3) continue;
            var count = (int)Math.Min(Math.Min(actual, StubCursor.TextLimit), text.Length / 2);
            AddServerName((bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(text[4..(count * 2)]), ref facts);
            return;
        }
    }

    /// <summary>A computer's name has 15 characters, and a server that believed so is what MS03-026 is about.</summary>
    private static void AddServerName(ReadOnlySpan<char> path, ref FactSet? facts)
    {
        var end = path.IndexOfAny('\\', '/');
        var length = end < 0 ? path.Length : end;
        if (length > 16) (facts ??= new()).Add(Fact.ServerNameLength, length.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The activation properties BLOB, [MS-DCOM] 2.2.22: properties by their CLSIDs and sizes, never by position.</summary>
    private static void ReadProperties(ReadOnlySpan<byte> blob, ref FactSet? facts)
    {
        // dwSize, dwReserved, then CustomHeader behind 16 bytes of type serialization ([MS-RPCE] 2.2.6)
        var header = blob[24..];
        uint headerSize = Number(header[4..]), count = Number(header[16..]);
        const int classes = 20 + 16 + 12 + 4;
        if (count is 0 or > PropertyLimit || headerSize > blob.Length) return;
        var sizes = classes + (int)count * 16 + 4;
        if (header.Length < sizes + count * 4) return;
        long at = 8 + headerSize;
        for (var i = 0; i < count; i++)
        {
            var size = Number(header[(sizes + i * 4)..]);
            if (at + 16 + 16 > blob.Length) return;
            if (new Guid(header.Slice(classes + i * 16, 16)) == InstantiationInfo)
            {
                ReadInstantiation(blob[((int)at + 16)..], ref facts);
                return;
            }
            at += size;
        }
    }

    /// <summary>InstantiationInfoData, [MS-DCOM] 2.2.22.2.1.</summary>
    private static void ReadInstantiation(ReadOnlySpan<byte> data, ref FactSet? facts)
    {
        facts ??= new();
        facts.Add(Fact.Clsid, new Guid(data[..16]).ToString());
        const int interfaces = 16 + 12 + 4 + 4 + 4 + 4 + 4 + 4; // up to pIID's own count
        if (data.Length < interfaces + 16) return;
        var count = Math.Min(Number(data[28..]), InterfaceLimit);
        for (var i = 0; i < count && interfaces + (i + 1) * 16 <= data.Length; i++)
            facts.Add(Fact.Iid, new Guid(data.Slice(interfaces + i * 16, 16)).ToString());
    }

    private static uint Number(ReadOnlySpan<byte> at, bool bigEndian = false) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
