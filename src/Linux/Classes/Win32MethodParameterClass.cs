using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

[CimClass("Win32_MethodParameterClass")]
internal abstract partial class Win32MethodParameterClass : CimInstance;
