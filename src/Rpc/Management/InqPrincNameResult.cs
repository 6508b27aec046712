using Sekimori.Ndr.Attributes;

namespace Sekimori.Rpc.Management;

/// <summary>The results of rpc_mgmt_inq_princ_name ([MS-RPCE] 2.2.1.3.4).</summary>
/// <param name="PrincName">The server's principal name for the authentication service; empty if there is none.</param>
/// <param name="Status">0, or why not.</param>
internal sealed record InqPrincNameResult([Char, SizeIs("princNameSize")] string PrincName, uint Status);
