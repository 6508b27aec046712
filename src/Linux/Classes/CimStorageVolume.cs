using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("CIM_StorageVolume")]
internal abstract partial class CimStorageVolume : CimStorageExtent;
