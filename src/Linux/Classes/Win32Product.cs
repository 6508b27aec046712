using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_Product", Description = "An installed package")]
internal sealed partial class Win32Product : CimProduct
{
    public partial ushort? AssignmentType { get; set; }

    public partial string? HelpLink { get; set; }

    public partial string? HelpTelephone { get; set; }

    public partial string? InstallDate { get; set; }

    public partial CimDateTime? InstallDate2 { get; set; }

    public partial string? InstallLocation { get; set; }

    public partial string? InstallSource { get; set; }

    public partial short? InstallState { get; set; }

    public partial string? Language { get; set; }

    public partial string? LocalPackage { get; set; }

    public partial string? PackageCache { get; set; }

    public partial string? PackageCode { get; set; }

    public partial string? PackageName { get; set; }

    public partial string? ProductID { get; set; }

    public partial string? RegCompany { get; set; }

    public partial string? RegOwner { get; set; }

    public partial string? Transforms { get; set; }

    public partial string? URLInfoAbout { get; set; }

    public partial string? URLUpdateInfo { get; set; }

    public partial uint? WordCount { get; set; }
}
