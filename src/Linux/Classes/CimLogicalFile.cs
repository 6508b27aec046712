using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_LogicalFile")]
internal abstract partial class CimLogicalFile : CimLogicalElement
{
    public partial uint? AccessMask { get; set; }

    public partial bool? Archive { get; set; }

    public partial bool? Compressed { get; set; }

    public partial string? CompressionMethod { get; set; }

    public partial string? CreationClassName { get; set; }

    public partial CimDateTime? CreationDate { get; set; }

    public partial string? CSCreationClassName { get; set; }

    public partial string? CSName { get; set; }

    public partial string? Drive { get; set; }

    public partial string? EightDotThreeFileName { get; set; }

    public partial bool? Encrypted { get; set; }

    public partial string? EncryptionMethod { get; set; }

    public partial string? Extension { get; set; }

    public partial string? FileName { get; set; }

    [CimQualifier("Units", "bytes")]
    public partial ulong? FileSize { get; set; }

    public partial string? FileType { get; set; }

    public partial string? FSCreationClassName { get; set; }

    public partial string? FSName { get; set; }

    public partial bool? Hidden { get; set; }

    public partial ulong? InUseCount { get; set; }

    public partial CimDateTime? LastAccessed { get; set; }

    public partial CimDateTime? LastModified { get; set; }

    public partial string? Path { get; set; }

    public partial bool? Readable { get; set; }

    public partial bool? System { get; set; }

    public partial bool? Writeable { get; set; }
}
