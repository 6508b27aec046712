using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_LocalTime", Description = "The present time in the time zone of this host")]
internal sealed partial class Win32LocalTime : Win32CurrentTime;
