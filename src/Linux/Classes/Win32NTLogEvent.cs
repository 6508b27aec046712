using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_NTLogEvent", Description = "An entry of the journal")]
internal sealed partial class Win32NTLogEvent : CimInstance
{
    public partial ushort? Category { get; set; }

    public partial string? CategoryString { get; set; }

    public partial string? ComputerName { get; set; }

    public partial byte[]? Data { get; set; }

    public partial ushort? EventCode { get; set; }

    public partial uint? EventIdentifier { get; set; }

    public partial byte? EventType { get; set; }

    public partial string[]? InsertionStrings { get; set; }

    [CimKey]
    public partial string? Logfile { get; set; }

    public partial string? Message { get; set; }

    [CimKey]
    public partial uint? RecordNumber { get; set; }

    public partial string? SourceName { get; set; }

    public partial CimDateTime? TimeGenerated { get; set; }

    public partial CimDateTime? TimeWritten { get; set; }

    public partial string? Type { get; set; }

    public partial string? User { get; set; }
}
