using Sekimori.Cim.Schema;
using Sekimori.Cim.Wql;

namespace Sekimori.App.Wmi;

/// <summary>What a query selects, for the columns of its table. The server has the last word on what is a query.</summary>
internal static class Selection
{
    /// <summary>True for a SELECT that names properties: each of them is a column.</summary>
    public static bool IsNamed(string wql)
    {
        try
        {
            return WqlParser.Parse(wql, new CimLimits()) is WqlQuery.Select { Properties.Count: > 0 };
        }
        catch (WqlException)
        {
            return false;
        }
    }
}
