package dev.kalshilab.rest;

import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.http.GET;

/** What a look at the connection asks. */
interface CheckApi {
    @GET("exchange/status")
    Call<ResponseBody> status();

    @GET("portfolio/balance")
    Call<ResponseBody> balance();

    @GET("account/limits")
    Call<ResponseBody> limits();

    @GET("api_keys")
    Call<ResponseBody> keys();
}
