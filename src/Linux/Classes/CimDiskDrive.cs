using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_DiskDrive")]
internal abstract partial class CimDiskDrive : CimMediaAccessDevice;
