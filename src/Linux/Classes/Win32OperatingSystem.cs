using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_OperatingSystem", Provider = typeof(OperatingSystemProvider), Singleton = true,
    Description = "The operating system of this host")]
internal sealed partial class Win32OperatingSystem : CimOperatingSystem
{
    public partial string? BootDevice { get; set; }

    public partial string? BuildNumber { get; set; }

    public partial string? BuildType { get; set; }

    public partial string? CodeSet { get; set; }

    public partial string? CountryCode { get; set; }

    public partial string? CSDVersion { get; set; }

    public partial bool? DataExecutionPrevention_32BitApplications { get; set; }

    public partial bool? DataExecutionPrevention_Available { get; set; }

    public partial bool? DataExecutionPrevention_Drivers { get; set; }

    public partial byte? DataExecutionPrevention_SupportPolicy { get; set; }

    public partial bool? Debug { get; set; }

    public partial uint? EncryptionLevel { get; set; }

    public partial byte? ForegroundApplicationBoost { get; set; }

    public partial uint? LargeSystemCache { get; set; }

    public partial string? Locale { get; set; }

    public partial string? Manufacturer { get; set; }

    public partial string[]? MUILanguages { get; set; }

    public partial uint? OperatingSystemSKU { get; set; }

    public partial string? Organization { get; set; }

    public partial string? OSArchitecture { get; set; }

    public partial uint? OSLanguage { get; set; }

    public partial uint? OSProductSuite { get; set; }

    public partial bool? PAEEnabled { get; set; }

    public partial string? PlusProductID { get; set; }

    public partial string? PlusVersionNumber { get; set; }

    public partial bool? PortableOperatingSystem { get; set; }

    public partial bool? Primary { get; set; }

    public partial uint? ProductType { get; set; }

    public partial byte? QuantumLength { get; set; }

    public partial byte? QuantumType { get; set; }

    public partial string? RegisteredUser { get; set; }

    public partial string? SerialNumber { get; set; }

    public partial ushort? ServicePackMajorVersion { get; set; }

    public partial ushort? ServicePackMinorVersion { get; set; }

    public partial uint? SuiteMask { get; set; }

    public partial string? SystemDevice { get; set; }

    public partial string? SystemDirectory { get; set; }

    public partial string? SystemDrive { get; set; }

    public partial string? WindowsDirectory { get; set; }
}
