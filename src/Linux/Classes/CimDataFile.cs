using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_DataFile", Keys = "Name", Description = "A file: asked for by Name, or by Drive and Path")]
internal sealed partial class CimDataFile : CimLogicalFile
{
    public partial string? Manufacturer { get; set; }

    public partial string? Version { get; set; }
}
