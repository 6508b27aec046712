using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_UTCTime", Description = "The present time in UTC")]
internal sealed partial class Win32UTCTime : Win32CurrentTime;
